using FluentValidation;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Postgres;
using Platform.Tenants;
using Platform.Tenants.Billing;
using Platform.Tenants.Quotas;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.Services.AddTenantDatabase<RegistryStore>("tenants");
builder.Services.AddOutboxRelay(services => services.GetRequiredService<AnnounceChange>().PublishAsync);
builder.Services.AddAuditedObjects();
builder.Services.AddSingleton<AnnounceChange>();
builder.Services.AddSingleton<RegistryStore>();
builder.Services.AddSingleton<RegistryChanges>();
builder.Services.AddSingleton<KeyStore>();
builder.Services.AddSingleton<DirectoryStore>();
builder.Services.AddSingleton<SteerTenant>();
builder.Services.AddSingleton<AbandonTenant>();
builder.Services.AddSingleton<DefineRole>();
builder.Services.AddSingleton<CreateApiKey>();
builder.Services.AddSingleton<SigningKey>();
builder.Services.AddSingleton<CountTenant>();
builder.Services.AddSingleton<FinishErasure>();
builder.Services.AddSingleton<TenantTables>();
builder.Services.AddSingleton<IValidator<TenantUpdate>, TenantUpdateValidator>();
builder.Services.AddSingleton<IValidator<RoleDefinition>, RoleDefinitionValidator>();
builder.Services.AddSingleton<IValidator<NewApiKey>, NewApiKeyValidator>();
builder.Services.AddBilling();
builder.Services.AddQuotas();

var app = builder.Build();

app.UseServiceDefaults();
app.MapRegistry();
app.MapOwnTenant();
app.MapKeys();
app.MapServices();
app.MapBilling();
app.MapTenantData(new() { Provision = app.Services.GetRequiredService<TenantDatabase>().MigrateAsync });

app.Run();
