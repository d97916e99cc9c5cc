//! Copies the file `/data/in` to `/data/out`: what a guest can only do if its C library knows the
//! preopened folders.

fn main() -> std::io::Result<()> {
    let text = std::fs::read_to_string("/data/in")?;
    std::fs::write("/data/out", text)
}
