using Daprlet.Grpc.Runtime.V1;
using Daprlet.State;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Daprlet.Hosting.GrpcServices;

internal sealed partial class DaprGrpcService
{
    public required StateGrpcService State { private get; init; }

    public override Task<GetStateResponse> GetState(GetStateRequest request, ServerCallContext context) => State.GetAsync(request, context);

    public override Task<GetBulkStateResponse> GetBulkState(GetBulkStateRequest request, ServerCallContext context) => State.GetBulkAsync(request, context);

    public override Task<Empty> SaveState(SaveStateRequest request, ServerCallContext context) => State.SaveAsync(request);

    public override Task<QueryStateResponse> QueryStateAlpha1(QueryStateRequest request, ServerCallContext context) => Task.FromResult(State.Query(request));

    public override Task<Empty> DeleteState(DeleteStateRequest request, ServerCallContext context) => State.DeleteAsync(request);

    public override Task<Empty> DeleteBulkState(DeleteBulkStateRequest request, ServerCallContext context) => State.DeleteBulkAsync(request);

    public override Task<Empty> ExecuteStateTransaction(ExecuteStateTransactionRequest request, ServerCallContext context) => State.TransactAsync(request);
}
