drop view reporting.developer_metrics_snapshots;
drop view reporting.team_metrics_snapshots;

alter table metric_snapshots
    drop column prs_merged,
    drop column prs_merged_n,
    drop column pr_throughput,
    drop column pr_throughput_n,
    drop column avg_pr_cycle_time_hours,
    drop column avg_pr_cycle_time_hours_n,
    drop column avg_pr_cycle_time_hours_median,
    drop column avg_pr_cycle_time_hours_p75,
    drop column avg_pr_cycle_time_hours_p90,
    drop column avg_time_to_first_review_hours,
    drop column avg_time_to_first_review_hours_n,
    drop column avg_time_to_first_review_hours_median,
    drop column avg_time_to_first_review_hours_p75,
    drop column avg_time_to_first_review_hours_p90,
    drop column avg_pr_size,
    drop column avg_pr_size_n,
    drop column pr_merge_rate,
    drop column pr_merge_rate_n,
    drop column first_commit_to_merge_hours,
    drop column first_commit_to_merge_hours_n,
    drop column first_commit_to_merge_hours_median,
    drop column first_commit_to_merge_hours_p75,
    drop column first_commit_to_merge_hours_p90,
    drop column rework_ratio,
    drop column rework_ratio_n,
    drop column pr_coding_hours,
    drop column pr_coding_hours_n,
    drop column pr_coding_hours_median,
    drop column pr_coding_hours_p75,
    drop column pr_coding_hours_p90,
    drop column pr_pickup_hours,
    drop column pr_pickup_hours_n,
    drop column pr_pickup_hours_median,
    drop column pr_pickup_hours_p75,
    drop column pr_pickup_hours_p90,
    drop column pr_review_hours,
    drop column pr_review_hours_n,
    drop column pr_review_hours_median,
    drop column pr_review_hours_p75,
    drop column pr_review_hours_p90,
    drop column pr_merge_hours,
    drop column pr_merge_hours_n,
    drop column pr_merge_hours_median,
    drop column pr_merge_hours_p75,
    drop column pr_merge_hours_p90,
    drop column pr_deploy_hours,
    drop column pr_deploy_hours_n,
    drop column pr_deploy_hours_median,
    drop column pr_deploy_hours_p75,
    drop column pr_deploy_hours_p90,
    drop column review_participation_rate,
    drop column review_participation_rate_n,
    drop column avg_review_depth,
    drop column avg_review_depth_n,
    drop column review_turnaround_hours,
    drop column review_turnaround_hours_n,
    drop column review_turnaround_hours_median,
    drop column review_turnaround_hours_p75,
    drop column review_turnaround_hours_p90,
    drop column unanswered_review_requests,
    drop column unanswered_review_requests_n,
    drop column self_merge_rate,
    drop column self_merge_rate_n,
    drop column cross_team_pr_ratio,
    drop column cross_team_pr_ratio_n,
    drop column review_given_count,
    drop column review_given_count_n,
    drop column review_received_count,
    drop column review_received_count_n,
    drop column knowledge_sharing_score,
    drop column knowledge_sharing_score_n;

create or replace view reporting.developer_metrics_snapshots with (security_invoker = true) as
select o.id as developer_id,
       s.workspace_id,
       s.period_type::text as period_type,
       s.period_start,
       case s.period_type
           when 'daily' then s.period_start + 1
           when 'weekly' then s.period_start + 7
           when 'biweekly' then s.period_start + 14
           when 'monthly' then (s.period_start + interval '1 month')::date
           when 'quarterly' then (s.period_start + interval '3 months')::date
       end as period_end,
       jsonb_build_object(
           'commits_count', s.commits_count,
           'commits_count_n', s.commits_count_n,
           'lines_added', s.lines_added,
           'lines_added_n', s.lines_added_n,
           'lines_removed', s.lines_removed,
           'lines_removed_n', s.lines_removed_n,
           'net_lines', s.net_lines,
           'net_lines_n', s.net_lines_n,
           'commit_frequency', s.commit_frequency,
           'commit_frequency_n', s.commit_frequency_n,
           'avg_commit_size', s.avg_commit_size,
           'avg_commit_size_n', s.avg_commit_size_n,
           'median_commit_size', s.median_commit_size,
           'median_commit_size_n', s.median_commit_size_n,
           'active_days', s.active_days,
           'active_days_n', s.active_days_n
       ) as velocity_metrics,
       '{}'::jsonb as efficiency_metrics,
       '{}'::jsonb as quality_metrics,
       '{}'::jsonb as sustainability_metrics,
       '{}'::jsonb as collaboration_metrics,
       s.as_of as created_at
from metric_snapshots s
join developers o on o.key = s.subject_key and o.workspace_id = s.workspace_id
where s.subject_kind = 'developer';

create or replace view reporting.team_metrics_snapshots with (security_invoker = true) as
select o.id as team_id,
       s.workspace_id,
       s.period_type::text as period_type,
       s.period_start,
       case s.period_type
           when 'daily' then s.period_start + 1
           when 'weekly' then s.period_start + 7
           when 'biweekly' then s.period_start + 14
           when 'monthly' then (s.period_start + interval '1 month')::date
           when 'quarterly' then (s.period_start + interval '3 months')::date
       end as period_end,
       jsonb_build_object(
           'commits_count', s.commits_count,
           'commits_count_n', s.commits_count_n,
           'lines_added', s.lines_added,
           'lines_added_n', s.lines_added_n,
           'lines_removed', s.lines_removed,
           'lines_removed_n', s.lines_removed_n,
           'net_lines', s.net_lines,
           'net_lines_n', s.net_lines_n,
           'commit_frequency', s.commit_frequency,
           'commit_frequency_n', s.commit_frequency_n,
           'avg_commit_size', s.avg_commit_size,
           'avg_commit_size_n', s.avg_commit_size_n,
           'median_commit_size', s.median_commit_size,
           'median_commit_size_n', s.median_commit_size_n,
           'active_days', s.active_days,
           'active_days_n', s.active_days_n,
           'active_developers', s.active_developers,
           'active_developers_n', s.active_developers_n,
           'ai_assisted_share', s.ai_assisted_share,
           'ai_assisted_share_n', s.ai_assisted_share_n
       ) as velocity_metrics,
       '{}'::jsonb as efficiency_metrics,
       '{}'::jsonb as quality_metrics,
       '{}'::jsonb as sustainability_metrics,
       jsonb_build_object(
           'unique_collaborators', s.unique_collaborators,
           'unique_collaborators_n', s.unique_collaborators_n
       ) as collaboration_metrics,
       s.as_of as created_at
from metric_snapshots s
join teams o on o.key = s.subject_key and o.workspace_id = s.workspace_id
where s.subject_kind = 'team';

select admit_readers();
