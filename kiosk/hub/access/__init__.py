"""Who may do what: users, their roles in each hall, the login and its limits."""
