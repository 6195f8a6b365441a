"""The gate: what is wrong with raw exports, before a build reads them."""
