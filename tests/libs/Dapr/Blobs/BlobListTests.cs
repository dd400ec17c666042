using System.Text;

namespace Platform.Dapr.Tests.Blobs;

public sealed class BlobListTests
{
    [Theory]
    [InlineData("""["/data/blobs/t/.imports/a/chunk-1", "/data/blobs/t/.imports/b/chunk-1", "/t/.imports/ab/chunk-2"]""")]
    [InlineData("""{"Name":"bucket","Contents":[{"Key":"t/.imports/a/chunk-1","Size":3},{"Key":"other/x"}],"IsTruncated":false}""")]
    [InlineData("""[{"XMLName":{"Space":"","Local":"Blob"},"Name":"t/.imports/a/chunk-1","Deleted":false}]""")]
    public void Names_are_read_from_the_answers_of_files_s3_and_azure(string json) =>
        Assert.Equal(["t/.imports/a/chunk-1"], BlobList.NamesIn(Encoding.UTF8.GetBytes(json), "t/.imports/a"));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"Contents":null}""")]
    [InlineData("7")]
    public void An_answer_without_names_has_none(string json) =>
        Assert.Empty(BlobList.NamesIn(Encoding.UTF8.GetBytes(json), "t/.imports/a"));
}
