"""What people read: the plan of a build and the results of the checks."""
