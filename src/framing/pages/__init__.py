"""What all pages share: templates that escape, data inside of scripts, colours that can be read. Pure."""
