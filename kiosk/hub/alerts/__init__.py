"""How the office is told what cannot wait: phones of staff, robots of group chats, tried again until they have it."""
