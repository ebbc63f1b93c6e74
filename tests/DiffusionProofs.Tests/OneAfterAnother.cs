// TorchSharp 0.107 hands libtorch the native half of temporary Scalar objects that a garbage collection can free during the
// call (dotnet/TorchSharp, pull requests 1434 and 1496). A collection is started by whichever thread allocates, so tests that
// allocate must not run beside tests that call libtorch.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
