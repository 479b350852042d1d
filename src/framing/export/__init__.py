"""What leaves the project: a package for replication without third-party text, a table for other programs."""
