"""What in a study's labels to look at again, and why."""
