"""What each type of resource measures and logs, by the names in Azure's API.

From Microsoft's tables "Supported metrics" and "Supported log categories" (learn.microsoft.com, Azure Monitor
reference), as far as the types concern the emulator.
"""

from __future__ import annotations

from collections.abc import Mapping

_SITE_METRICS = """
AppConnections AverageMemoryWorkingSet AverageResponseTime BytesReceived BytesSent CpuTime CurrentAssemblies
FileSystemUsage FunctionExecutionCount FunctionExecutionUnits Handles HealthCheckStatus Http101 Http2xx
Http3xx Http401 Http403 Http404 Http406 Http4xx Http5xx HttpResponseTime IoReadBytesPerSecond
IoReadOperationsPerSecond IoWriteBytesPerSecond IoWriteOperationsPerSecond MemoryWorkingSet PrivateBytes
Requests RequestsInApplicationQueue Threads TotalAppDomains TotalAppDomainsUnloaded
"""
_PLAN_METRICS = """
BytesReceived BytesSent CpuPercentage DiskQueueLength HttpQueueLength MemoryPercentage SocketInboundAll
SocketLoopback SocketOutboundAll SocketOutboundEstablished SocketOutboundTimeWait
"""
_SERVER_METRICS = """
active_connections backup_storage_used blks_hit blks_read connections_failed connections_succeeded
cpu_credits_consumed cpu_credits_remaining cpu_percent deadlocks disk_bandwidth_consumed_percentage
disk_iops_consumed_percentage disk_queue_depth iops is_db_alive logical_replication_delay_in_bytes
longest_query_time_sec longest_transaction_time_sec max_connections maximum_used_transactionIDs memory_percent
network_bytes_egress network_bytes_ingress numbackends oldest_backend_time_sec oldest_backend_xmin
oldest_backend_xmin_age physical_replication_delay_in_bytes physical_replication_delay_in_seconds read_iops
read_throughput sessions_by_state sessions_by_wait_event_type storage_free storage_percent storage_used
temp_bytes temp_files tup_deleted tup_fetched tup_inserted tup_returned tup_updated txlogs_storage_used
write_iops write_throughput xact_commit xact_rollback xact_total
"""
_VAULT_METRICS = "Availability SaturationShoebox ServiceApiHit ServiceApiLatency ServiceApiResult"
_SITE_LOGS = """
AppServiceAntivirusScanAuditLogs AppServiceAppLogs AppServiceAuditLogs AppServiceAuthenticationLogs
AppServiceConsoleLogs AppServiceFileAuditLogs AppServiceHTTPLogs AppServiceIPSecAuditLogs
AppServicePlatformLogs FunctionAppLogs
"""
_SERVER_LOGS = """
PostgreSQLLogs PostgreSQLFlexDatabaseXacts PostgreSQLFlexPGBouncer PostgreSQLFlexQueryStoreRuntime
PostgreSQLFlexQueryStoreWaitStats PostgreSQLFlexSessions PostgreSQLFlexTableStats
"""

METRICS: Mapping[str, frozenset[str]] = {
    "microsoft.web/sites": frozenset(_SITE_METRICS.split()),
    "microsoft.web/sites/slots": frozenset(_SITE_METRICS.split()),
    "microsoft.web/serverfarms": frozenset(_PLAN_METRICS.split()),
    "microsoft.dbforpostgresql/flexibleservers": frozenset(_SERVER_METRICS.split()),
    "microsoft.keyvault/vaults": frozenset(_VAULT_METRICS.split()),
}
"""The metrics of a type of resource."""

LOGS: Mapping[str, frozenset[str]] = {
    "microsoft.web/sites": frozenset(_SITE_LOGS.split()),
    "microsoft.web/sites/slots": frozenset(_SITE_LOGS.split()),
    "microsoft.dbforpostgresql/flexibleservers": frozenset(_SERVER_LOGS.split()),
    "microsoft.keyvault/vaults": frozenset({"AuditEvent", "AzurePolicyEvaluationDetails"}),
}
"""The categories of logs of a type of resource."""
