//! Writes a line: a program that any runner can run.

fn main() {
    println!("hello");
}
