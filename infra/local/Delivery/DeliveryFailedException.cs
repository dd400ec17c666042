using System.Net;

namespace Platform.Local.Delivery;

/// <summary>
/// The app did not take some message; <see cref="HttpRequestException.StatusCode"/> is its answer, so that policies can match it.
/// </summary>
internal sealed class DeliveryFailedException(string message, HttpStatusCode? status) : HttpRequestException(message, null, status);
