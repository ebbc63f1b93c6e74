namespace DiffusionProofs.Evidence;

/// <summary>A claim does not hold where an engine looked: the message says where, and what was found there.</summary>
public class ClaimFailedException(string message) : Exception(message);
