"""config/*.toml → one frozen, checked Settings."""
