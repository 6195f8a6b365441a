"""One simulated desk, told in the raw shape of each source."""
