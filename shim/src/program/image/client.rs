//! A client of containerd's gRPC services.

use super::Containerd;
use super::content::{Content, Failure};
use super::messages::{
    GetContainerRequest, GetContainerResponse, GetImageRequest, GetImageResponse,
    ReadContentRequest, ReadContentResponse,
};
use crate::program::source::hex;
use oci_spec::image::{Descriptor, Digest, MediaType};
use prost::Message;
use sha2::{Digest as _, Sha256};
use std::error::Error;
use std::time::Duration;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};
use tonic_prost::ProstCodec;

/// How long containerd may take for an answer, or for the next part of one.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// How much may be on its way. containerd reads content in parts of one MiB.
const WINDOW: u32 = 4 << 20;

/// The metadata by which containerd knows whose images are meant.
const NAMESPACE: &str = "containerd-namespace";

/// A connection.
pub(super) struct Client<'a> {
    containerd: &'a Containerd,
    namespace: MetadataValue<Ascii>,
    channel: Channel,
}

impl<'a> Client<'a> {
    /// Connects to containerd.
    pub(super) async fn connect(containerd: &'a Containerd) -> Result<Self, Failure> {
        let Containerd { address, namespace } = containerd;
        let path = address.strip_prefix("unix://").unwrap_or(address);
        let other = |error: &dyn Error| {
            Failure::Other(format!(
                "containerd cannot be asked at `{address}`: {error}"
            ))
        };
        let namespace = namespace.parse().map_err(|error| other(&error))?;
        let endpoint = Endpoint::from_shared(format!("unix:{path}"))
            .map_err(|error| other(&error))?
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(WINDOW);
        let channel = within(address, endpoint.connect())
            .await?
            .map_err(|error| other(root(&error)))?;
        Ok(Self {
            containerd,
            namespace,
            channel,
        })
    }

    /// Returns the name of the image of a container; `None` if there is no image.
    pub(super) async fn image_of(&self, id: &str) -> Result<Option<String>, Failure> {
        let request = GetContainerRequest { id: id.to_owned() };
        let path = "/containerd.services.containers.v1.Containers/Get";
        match self.call::<_, GetContainerResponse>(path, request).await {
            Ok(answer) => {
                let image = answer.container.map(|container| container.image);
                Ok(image.filter(|image| !image.is_empty()))
            }
            Err(Failure::Missing) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// Returns the descriptor of an image.
    pub(super) async fn image(&self, name: &str) -> Result<Descriptor, Failure> {
        let request = GetImageRequest {
            name: name.to_owned(),
        };
        let path = "/containerd.services.images.v1.Images/Get";
        let answer: GetImageResponse = self.call(path, request).await?;
        let target = answer.image.and_then(|image| image.target);
        let target = target.ok_or(Failure::Missing)?;
        let digest = Digest::try_from(target.digest)
            .map_err(|error| Failure::Other(format!("its digest is none: {error}")))?;
        let size = u64::try_from(target.size)
            .map_err(|_| Failure::Other(format!("its size is {}", target.size)))?;
        let media_type = MediaType::from(target.media_type.as_str());
        Ok(Descriptor::new(media_type, size, digest))
    }

    /// Reads content of at most `most` bytes, and checks it against its size and digest.
    pub(super) async fn read(&self, content: &Content, most: u64) -> Result<Vec<u8>, Failure> {
        let size = content.size();
        if size > most {
            return Err(Failure::Other(format!(
                "it has {size} bytes, and at most {most} are taken"
            )));
        }
        let size = usize::try_from(size).map_err(|error| Failure::Other(error.to_string()))?;
        let path = "/containerd.services.content.v1.Content/Read";
        let request = self.request(ReadContentRequest {
            digest: content.to_string(),
        });
        let mut grpc = Grpc::new(self.channel.clone());
        let codec = ProstCodec::<_, ReadContentResponse>::default();
        let mut parts = self
            .within(async {
                ready(&mut grpc).await?;
                let path = PathAndQuery::from_static(path);
                grpc.server_streaming(request, path, codec).await
            })
            .await?
            .into_inner();
        let mut bytes = Vec::with_capacity(size);
        while let Some(part) = self.within(parts.message()).await? {
            if part.data.len() > size - bytes.len() {
                return Err(Failure::Other(format!(
                    "it has more than the {size} bytes of its descriptor"
                )));
            }
            bytes.extend_from_slice(&part.data);
        }
        if bytes.len() < size {
            return Err(Failure::Other(format!(
                "it has {} bytes, and {size} by its descriptor",
                bytes.len()
            )));
        }
        let found = hex(&Sha256::digest(&bytes));
        match found == content.digest() {
            true => Ok(bytes),
            false => Err(Failure::Other(format!(
                "its digest is `sha256:{found}` and not the one of its descriptor: the content \
                 store of containerd is damaged; remove the image, and pull or import it again"
            ))),
        }
    }

    /// Asks for one message.
    async fn call<Q, A>(&self, path: &'static str, message: Q) -> Result<A, Failure>
    where
        Q: Message + 'static,
        A: Message + Default + 'static,
    {
        let request = self.request(message);
        let mut grpc = Grpc::new(self.channel.clone());
        let answer = self.within(async {
            ready(&mut grpc).await?;
            let path = PathAndQuery::from_static(path);
            grpc.unary(request, path, ProstCodec::default()).await
        });
        Ok(answer.await?.into_inner())
    }

    fn request<Q>(&self, message: Q) -> Request<Q> {
        let mut request = Request::new(message);
        let namespace = self.namespace.clone();
        request.metadata_mut().insert(NAMESPACE, namespace);
        request
    }

    /// Waits for an answer.
    async fn within<T>(
        &self,
        answer: impl Future<Output = Result<T, Status>>,
    ) -> Result<T, Failure> {
        let address = &self.containerd.address;
        match within(address, answer).await? {
            Ok(answer) => Ok(answer),
            Err(status) if status.code() == Code::NotFound => Err(Failure::Missing),
            Err(status) => Err(Failure::Other(format!(
                "containerd at `{address}` answers: {}",
                status.message()
            ))),
        }
    }
}

async fn ready(grpc: &mut Grpc<Channel>) -> Result<(), Status> {
    let ready = grpc.ready().await;
    ready.map_err(|error| Status::unavailable(root(&error).to_string()))
}

/// Returns the first cause of an error of the transport, which says nothing itself.
fn root<'e>(mut error: &'e (dyn Error + 'static)) -> &'e (dyn Error + 'static) {
    while let Some(source) = error.source() {
        error = source;
    }
    error
}

/// Waits as long as containerd may take.
async fn within<T>(address: &str, answer: impl Future<Output = T>) -> Result<T, Failure> {
    let answer = tokio::time::timeout(TIME_LIMIT, answer).await;
    answer.map_err(|_| {
        Failure::Other(format!(
            "containerd at `{address}` has not answered for {} seconds: see its log, or restart it",
            TIME_LIMIT.as_secs()
        ))
    })
}
