"""What make runs: parameters, lists of inputs, kernels, and the steps that the rules name."""
