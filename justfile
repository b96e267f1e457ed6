# The chores, by topic. `just --list` shows them.

# What must pass before a change lands
ci:
    bash .ci/run

# ── checking

# Format everything
format:
    cargo fmt

# Lints, as CI has them
lint:
    cargo clippy --workspace --all-targets --locked -- -D warnings

# All tests, each on a fresh database of a private Postgres
test:
    cargo test --workspace --locked

# Who imports whom, licences, lengths
house:
    cargo test --locked --test waymark house

# ── the contract

# Write the GraphQL schema anew
schema:
    cargo run --release --locked -- schema > schema.graphql

# Release the contract: from now on, what breaks is what breaks in today's schema
release-contract: schema
    cp schema.graphql schema.released.graphql

# ── running

# Serve on http://127.0.0.1:8080
up *arguments:
    cargo run --release --locked -- up {{arguments}}

# Import files
import *arguments:
    cargo run --release --locked -- import {{arguments}}

# ── measures

# Median and longest of our files, tests per thousand lines
measures:
    @git ls-files '*.rs' | grep -v tests | xargs wc -l | grep -v total | sort -n | awk '{ lines[NR] = $1; name = $2 } END { print "files " NR ", median " lines[int((NR + 1) / 2)] " lines, longest " lines[NR] " (" name ")" }'
    @printf 'tests per 1,000 lines: '; awk -v tests="$(git grep -hcE '^ *#\[(tokio::)?test' -- '*.rs' | paste -sd+ | bc)" -v lines="$(git ls-files '*.rs' | xargs cat | wc -l)" 'BEGIN { printf "%.1f\n", tests * 1000 / lines }'
