using System.Runtime.InteropServices;

namespace Platform.Learning.Boosting;

/// <summary>A matrix in XGBoost's memory.</summary>
internal sealed class XgboostMatrix : IDisposable
{
    public XgboostMatrix(ReadOnlySpan<float> rows, int columns)
    {
        Rows = rows.Length / columns;
        Xgboost.Check(Create(in MemoryMarshal.GetReference(rows), (ulong)Rows, (ulong)columns, float.NaN, out var handle));
        Handle = handle;
    }

    public nint Handle { get; }

    public int Rows { get; }

    public void SetLabels(ReadOnlySpan<float> labels) =>
        Xgboost.Check(SetFloats(Handle, "label", in MemoryMarshal.GetReference(labels), (ulong)labels.Length));

    public void Dispose() => _ = Free(Handle);

    [DllImport(Xgboost.Library, EntryPoint = "XGDMatrixCreateFromMat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Create(in float data, ulong rows, ulong columns, float missing, out nint handle);

    [DllImport(Xgboost.Library, EntryPoint = "XGDMatrixSetFloatInfo")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SetFloats(nint handle, [MarshalAs(UnmanagedType.LPUTF8Str)] string field, in float values, ulong count);

    [DllImport(Xgboost.Library, EntryPoint = "XGDMatrixFree")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Free(nint handle);
}

/// <summary>A model in XGBoost's memory.</summary>
internal sealed class XgboostBooster : IDisposable
{
    private readonly nint handle;

    public XgboostBooster(XgboostMatrix training) : this([training.Handle])
    {
    }

    private XgboostBooster(nint[] matrices) => Xgboost.Check(Create(matrices, (ulong)matrices.Length, out handle));

    public static XgboostBooster FromJson(ReadOnlySpan<byte> json)
    {
        var booster = new XgboostBooster([]);
        Xgboost.Check(Load(booster.handle, in MemoryMarshal.GetReference(json), (ulong)json.Length));
        return booster;
    }

    public void Set(string name, string value) => Xgboost.Check(SetParameter(handle, name, value));

    public void Update(int round, XgboostMatrix training) => Xgboost.Check(Update(handle, round, training.Handle));

    public byte[] ToJson()
    {
        Xgboost.Check(Save(handle, """{"format":"json"}""", out var length, out var bytes));
        var json = new byte[length];
        Marshal.Copy(bytes, json, 0, json.Length);
        return json;
    }

    public float[] Predict(XgboostMatrix rows, XgboostOutput what)
    {
        var config = $$"""{"type":{{(int)what}},"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false}""";
        Xgboost.Check(Predict(handle, rows.Handle, config, out var shape, out var dimensions, out var values));
        var count = 1L;
        for (var i = 0; i < (int)dimensions; i++) count *= Marshal.ReadInt64(shape, i * sizeof(long));

        var copy = new float[count];
        Marshal.Copy(values, copy, 0, copy.Length);
        return copy;
    }

    public void Dispose() => _ = Free(handle);

    [DllImport(Xgboost.Library, EntryPoint = "XGBoosterCreate")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Create(nint[] matrices, ulong count, out nint handle);

    [DllImport(Xgboost.Library, EntryPoint = "XGBoosterSetParam")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SetParameter(
        nint handle, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value);

    [DllImport(Xgboost.Library, EntryPoint = "XGBoosterUpdateOneIter")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Update(nint handle, int round, nint training);

    [DllImport(Xgboost.Library, EntryPoint = "XGBoosterSaveModelToBuffer")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Save(nint handle, [MarshalAs(UnmanagedType.LPUTF8Str)] string config, out ulong length, out nint bytes);

    [DllImport(Xgboost.Library, EntryPoint = "XGBoosterLoadModelFromBuffer")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Load(nint handle, in byte bytes, ulong length);

    [DllImport(Xgboost.Library, EntryPoint = "XGBoosterPredictFromDMatrix")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Predict(
        nint handle, nint rows, [MarshalAs(UnmanagedType.LPUTF8Str)] string config, out nint shape, out ulong dimensions, out nint values);

    [DllImport(Xgboost.Library, EntryPoint = "XGBoosterFree")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Free(nint handle);
}
