using Platform.Victims;

// Two processes for a test to kill: a one-machine host with its workflows in PostgreSQL, and a worker that runs them.
Parent.EndWith();
switch (args)
{
    case ["host", var database, var httpPort, var grpcPort]:
        await HostVictim.RunAsync(database, int.Parse(httpPort, null), int.Parse(grpcPort, null));
        return 0;
    case ["worker", var folder, var grpcPort]:
        await WorkerVictim.RunAsync(folder, int.Parse(grpcPort, null));
        return 0;
    default:
        await Console.Error.WriteLineAsync("Usage: Platform.Victims host DATABASE-URI HTTP-PORT GRPC-PORT | worker FOLDER GRPC-PORT");
        return 2;
}
