"""Letter values in; text, HTML, pictures, PDF and mail out."""
