"""svclint as a language server: the same rules and graph, kept in memory and asked again as files change."""
