"""The pages of the rules, generated from them: `make generate` writes every file here but this one."""
