"""GitLab: merge requests, issues, pipelines, deployments, releases and groups, of GitLab.com or an installation."""
