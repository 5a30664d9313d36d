"""The REST contract, a chapter a file. The TypeScript client is generated from it."""
