using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.Hosting;

/// <summary>Memory and processor time of the process.</summary>
internal sealed class ProcessMeter : IDisposable
{
    private readonly Meter meter = new("Platform.Process");
    private readonly Process self = Process.GetCurrentProcess();

    public ProcessMeter()
    {
        meter.CreateObservableGauge("process_resident_memory_bytes", () => Environment.WorkingSet, "By", "Memory of the process");
        meter.CreateObservableGauge("dotnet_gc_heap_bytes", () => GC.GetTotalMemory(false), "By", "Memory held by .NET objects");
        meter.CreateObservableGauge(
            "dotnet_thread_pool_queue_length", () => ThreadPool.PendingWorkItemCount, null, "Work waiting for a thread");
        meter.CreateObservableCounter("process_cpu_seconds_total", CpuSeconds, "s", "Processor time used");
    }

    public void Dispose()
    {
        meter.Dispose();
        self.Dispose();
    }

    private double CpuSeconds()
    {
        self.Refresh();
        return self.TotalProcessorTime.TotalSeconds;
    }
}
