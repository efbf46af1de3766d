"""Publishing banks: what files become in the database."""
