"""What the law says: pure functions of dates and kinds, each with the article it comes from."""
