//! Three plugins, each with directories and a policy of its own, connected by FIFOs that they make
//! themselves.

use std::fs;
use std::thread;
use wasi_mknod_tests::{
    Digest, Exit, Fixture, FrontEnd, Host, Outcome, Trials, dir, file, foreach_program, programs,
};
use wasi_mknod_wasmtime::{NodeTypes, Policy};

pub(crate) fn add(trials: &mut Trials) {
    trials.each(&FrontEnd::GUESTS, "pipeline::whole", &[], whole);
    trials.each(
        &FrontEnd::GUESTS,
        "pipeline::slow-consumer",
        &[],
        slow_consumer,
    );
    trials.each(
        &FrontEnd::GUESTS,
        "pipeline::dead-producer",
        &[],
        dead_producer,
    );
    trials.each(
        &FrontEnd::GUESTS,
        "pipeline::early-consumer",
        &[],
        early_consumer,
    );
}

mod each_has_a_test {
    use super::{Pipeline, foreach_program};

    macro_rules! has_test {
        ($name:ident $constant:ident $($program:tt)*) => {
            const _: fn(&Pipeline) = |pipeline| drop(pipeline.$name.clone());
        };
    }
    foreach_program!(pipeline, has_test);
}

struct Pipeline {
    fixture: Fixture,
    text: String,
    pipeline_producer: Host,
    pipeline_filter: Host,
    pipeline_consumer: Host,
}

impl Pipeline {
    fn new(front_end: FrontEnd, lines: u32) -> Self {
        let fixture = Fixture::new(&[
            dir("inside/data"),
            file("inside/data/text"),
            dir("inside/first"),
            dir("inside/second"),
        ]);
        let text: String = (0..lines)
            .map(|n| format!("line {n} of the text\n"))
            .collect();
        let [data, first, second] =
            ["data", "first", "second"].map(|name| fixture.inside().join(name));
        fs::write(data.join("text"), &text).expect("the file is there");
        let one_fifo = Policy::deny_all().node_types(NodeTypes::FIFO);
        let host = Host::new(front_end);
        let pipeline_producer = host
            .clone()
            .preopen(data, "/data")
            .read_only()
            .preopen(&first, "/out")
            .policy(one_fifo.clone())
            .max_nodes(1);
        let pipeline_filter = host
            .clone()
            .preopen(&first, "/in")
            .read_only()
            .preopen(&second, "/out")
            .policy(Policy::deny_all());
        let pipeline_consumer = host.preopen(second, "/in").policy(one_fifo).max_nodes(1);
        Self {
            fixture,
            text,
            pipeline_producer,
            pipeline_filter,
            pipeline_consumer,
        }
    }

    fn producer(&self, words: &[&str]) -> Outcome {
        with(&self.pipeline_producer, words).run(programs::PIPELINE_PRODUCER)
    }

    fn consumer(&self, words: &[&str]) -> Outcome {
        with(&self.pipeline_consumer, words).run(programs::PIPELINE_CONSUMER)
    }

    /// Has the plugins make their FIFOs and then runs all three, with these arguments.
    fn run(&self, producer: &[&str], consumer: &[&str]) -> [Outcome; 3] {
        self.producer(&["prepare", "/out/pipe"]).success();
        self.consumer(&["prepare", "/in/pipe"]).success();
        thread::scope(|scope| {
            let producer = scope.spawn(|| self.producer(producer));
            let filter = scope.spawn(|| self.pipeline_filter.run(programs::PIPELINE_FILTER));
            let consumer = scope.spawn(|| self.consumer(consumer));
            [producer, filter, consumer].map(|plugin| plugin.join().expect("it ran"))
        })
    }

    /// What the consumer is to say of the first `length` bytes.
    fn expected(&self, length: usize) -> String {
        let mut digest = Digest::default();
        digest.update(self.text[..length].to_uppercase().as_bytes());
        format!("{digest}\n")
    }
}

fn with(host: &Host, words: &[&str]) -> Host {
    words
        .iter()
        .fold(host.clone(), |host, word| host.arg(*word))
}

fn whole(front_end: FrontEnd) {
    let pipeline = Pipeline::new(front_end, 100_000);
    let [producer, filter, consumer] =
        pipeline.run(&["run", "/data/text", "/out/pipe"], &["run", "/in/pipe"]);
    producer.success();
    filter.success();
    assert_eq!(consumer.success(), pipeline.expected(pipeline.text.len()));
    assert_eq!(
        fs::read_dir(pipeline.fixture.inside())
            .expect("it is there")
            .count(),
        3
    );
}

fn slow_consumer(front_end: FrontEnd) {
    let pipeline = Pipeline::new(front_end, 20_000);
    let [producer, filter, consumer] =
        pipeline.run(&["run", "/data/text", "/out/pipe"], &["slow", "/in/pipe"]);
    producer.success();
    filter.success();
    assert_eq!(consumer.success(), pipeline.expected(pipeline.text.len()));
}

/// The others get what it has sent, and end.
fn dead_producer(front_end: FrontEnd) {
    let pipeline = Pipeline::new(front_end, 20_000);
    let length = pipeline.text[..200_000].rfind('\n').expect("lines") + 1;
    let [producer, filter, consumer] = pipeline.run(
        &["run", "/data/text", "/out/pipe", &length.to_string()],
        &["run", "/in/pipe"],
    );
    assert!(matches!(producer.exit, Exit::Trap(_)), "{producer}");
    filter.success();
    assert_eq!(consumer.success(), pipeline.expected(length));
}

/// The others fail with a broken pipe.
fn early_consumer(front_end: FrontEnd) {
    let pipeline = Pipeline::new(front_end, 50_000);
    let [producer, filter, consumer] = pipeline.run(
        &["run", "/data/text", "/out/pipe"],
        &["stop", "/in/pipe", "100000"],
    );
    assert_eq!(consumer.success(), pipeline.expected(100_000));
    for plugin in [producer, filter] {
        assert_eq!(plugin.exit, Exit::Status(1), "{plugin}");
        assert!(plugin.stderr.contains("BrokenPipe"), "{plugin}");
    }
}
