"""When is it my turn? Queues, tickets, the rules of calling, estimates, and the measures of a hall; all of it pure."""
