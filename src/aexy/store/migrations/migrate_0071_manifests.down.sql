drop index commit_files_old_path;
drop table manifest_readings, package_versions, manifests, packages;
