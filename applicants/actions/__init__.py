"""What can be done to households and cases: module = noun, function = verb, the actor is `by`."""
