using Platform.Gateway;
using Platform.Hosting;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.Services.AddValidOptions<GatewayOptions>();
builder.Services.ConfigureOptions<ServerLimits>();
builder.Services.AddApiDescription();
builder.Services.AddCallAuditing();
builder.Services.AddHealthChecks().AddCheck<ServicesHealth>("services", tags: ["ready"]);
builder.Services.AddSingleton<ServicesHealth>();
builder.Services.AddSingleton<RequestBuckets>();
builder.Services.AddSingleton<ReplicaBoard>().AddHostedService<ShareLimits>();
builder.Services.AddSingleton<RequestCounts>().AddHostedService<AnnounceRequests>();
builder.Services.AddSingleton<ServiceCalls>();
builder.Services.AddSingleton<RequestBodies>();
builder.Services.AddSingleton<ForwardLines>();
builder.Services.AddSingleton<Forward>();

var app = builder.Build();

app.UseSecurityHeaders();
app.UseApiPage();
app.UseServiceDefaults();
app.MapGateway();

app.Run();
