//! What happens to postings reaches the market in memory.
