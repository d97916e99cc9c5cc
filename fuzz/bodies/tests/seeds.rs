//! The fuzz targets without a fuzzer: all seeds, and some thousand inputs made from them, the same
//! in every run.

use std::fs;
use std::path::Path;
use wasi_mknod_fuzz_bodies::{
    command_line, device_rule, device_table, mode_string, module, raw_mode, tar_archive,
};

/// Numbers that look random and are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).expect("it is below a usize")
    }

    /// A seed, or the beginning of one and the end of another, with a byte changed here and there.
    fn input(&mut self, seeds: &[Vec<u8>], alphabet: &[u8]) -> Vec<u8> {
        let first = &seeds[self.below(seeds.len())];
        let second = &seeds[self.below(seeds.len())];
        let mut input = first[..self.below(first.len() + 1)].to_vec();
        input.extend_from_slice(&second[self.below(second.len() + 1)..]);
        for _ in 0..self.below(6) {
            let byte = alphabet[self.below(alphabet.len())];
            let place = self.below(input.len() + 1);
            match self.below(3) {
                0 => input.insert(place, byte),
                1 if place < input.len() => input[place] = byte,
                _ if place < input.len() => drop(input.remove(place)),
                _ => {}
            }
        }
        input
    }
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../seeds")
        .join(target);
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("every target has seeds")
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| fs::read(file).expect("seeds can be read"))
        .collect()
}

fn run(target: &str, alphabet: &[u8], count: usize, check: impl Fn(&[u8])) {
    run_on(&seeds(target), alphabet, count, check);
}

fn run_on(seeds: &[Vec<u8>], alphabet: &[u8], count: usize, check: impl Fn(&[u8])) {
    seeds.iter().for_each(|seed| check(seed));
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for _ in 0..count {
        check(&numbers.input(seeds, alphabet));
    }
}

#[test]
fn device_rules() {
    run(
        "device_rule",
        b"!abc 0123456789:-*rwm\n\t+x{}\",/.",
        20_000,
        device_rule::check,
    );
}

#[test]
fn command_lines() {
    let alphabet = b"0123456789KMGmshro:=/,-+fifoet \n";
    run("command_line", alphabet, 20_000, command_line::check);
}

#[test]
fn device_tables() {
    let alphabet = b"0123456789 \t\nbcdfps-#|/.+x";
    run("device_table", alphabet, 20_000, device_table::check);
}

#[test]
#[cfg(target_os = "linux")]
fn paths() {
    let trees = wasi_mknod_fuzz_bodies::path_front::Trees::new();
    let alphabet = b"undsegfpklt/oOabDTFPxyzmUR45/./.\x01\x02\0//u";
    run("path_front", alphabet, 5_000, |input| trees.check(input));
}

#[test]
fn mode_strings() {
    let alphabet = b"ugoa+-=rwxXst01237,";
    run("mode_string", alphabet, 50_000, mode_string::check);
}

#[test]
fn raw_modes() {
    let alphabet: Vec<u8> = (0..=u8::MAX).collect();
    run("raw_mode", &alphabet, 200_000, raw_mode::check);
}

#[test]
fn tar_archives() {
    let alphabet = b"0123456789\n|;=LKxgS156, \xffGNU.sparsepath";
    run("tar_archive", alphabet, 20_000, tar_archive::check);
}

/// The seeds are text, and what is made from them are changed binaries.
#[test]
fn modules() {
    let alphabet: Vec<u8> = (0..=u8::MAX).collect();
    let binary = |text: Vec<u8>| wat::parse_bytes(&text).expect("a module").into_owned();
    let modules: Vec<_> = seeds("module").into_iter().map(binary).collect();
    run_on(&modules, &alphabet, 20_000, module::check);
    for module in &modules {
        for length in 0..module.len() {
            module::check(&module[..length]);
        }
    }
}
