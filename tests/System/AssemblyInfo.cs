// Two cores run one platform at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
