"""What is computed: figures and rules in, exact points, ranks and reasons out. Pure; standard library only."""
