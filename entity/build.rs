//! Rebuilds this crate when a content file appears or goes: embedding alone notices only changed ones.

fn main() {
    let mut stdout = std::io::stdout();
    let _ = std::io::Write::write_all(&mut stdout, b"cargo::rerun-if-changed=../content\n");
}
