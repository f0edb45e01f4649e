#!/usr/bin/env bash
# The scripts of the pipelines in ci/templates, run in the lab as their runners run them. What a forge
# does itself (merge requests, comments) is shown by gitea.sh; here it is noted that it was asked.
python3 -c 'import yaml' 2>/dev/null || exit 77 # reads the templates
. "$(dirname "$0")/lib.sh"
lab_up
approved_inventory
git push -q origin HEAD:main

# muster of the pipelines: the real one, but for what speaks with a forge.
mkdir "$dir/bin"
cat >"$dir/bin/muster" <<SHIM
#!/usr/bin/env bash
echo "\$*" >>"$dir/asked"
case "\$*" in
  comment*) test -s "\${!#}" ;;
  *--open-mr) exec "$muster" "\${@:1:\$#-1}" --push ;;
  *) exec "$muster" "\$@" ;;
esac
SHIM
# Their ways to what another job left.
printf '#!/bin/sh\ncp "%s" state\n' "$dir/state" >"$dir/bin/curl"
printf '#!/bin/sh\ncase $2 in list) echo 7;; *) cp "%s" state;; esac\n' "$dir/state" >"$dir/bin/gh"
chmod +x "$dir/bin/"*
export MUSTER_STATE="$dir/state"

# job FILE NAME: its scripts, with the expressions of its forge filled in.
job() {
  python3 - "$root/ci/templates/$1" "$2" <<'READ'
import re, sys, yaml
job = yaml.safe_load(open(sys.argv[1]))
job = job.get("jobs", job)[sys.argv[2]]
lines = job.get("script") or [step["run"] for step in job["steps"] if "run" in step]
print("\n".join(lines))
READ
}

# passes CODE FILE JOB [NAME=VALUE…]
passes() {
  local wanted=$1 code=0 file=$2 name=$3
  shift 3
  job "$file" "$name" >"$dir/script" || fail "$file has no job $name"
  rm -rf "$dir/run"
  git clone -q "$dir/remote.git" "$dir/run"
  git -C "$dir/run" config url."$dir/remote.git".insteadOf https://muster:t0ken@git.lab/net/inventory.git
  (cd "$dir/run" && env PATH="$dir/bin:$PATH" "$@" bash -e "$dir/script" >"$dir/out" 2>"$dir/err") || code=$?
  [ "$code" -eq "$wanted" ] || fail "$name of $file ended with $code, not $wanted"
}

gitlab=(CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main MUSTER_FORGE_TOKEN=t0ken CI_SERVER_HOST=git.lab
  CI_PROJECT_PATH=net/inventory SITE=berlin CI_MERGE_REQUEST_PROJECT_URL=https://muster:t0ken@git.lab/net/inventory)
pulls=(HEAD="$(git rev-parse HEAD)" BASE="$(git rev-parse HEAD~1)" SITE=berlin
  GITHUB_STEP_SUMMARY="$dir/summary")

passes 0 gitlab-ci.yml validate "${gitlab[@]}"
passes 0 gitlab-ci.yml plan "${gitlab[@]}"
[ -s "$dir/run/plan.json" ] && [ -s "$dir/run/plan.md" ] || fail 'the plan is no artifact'
passes 0 github.yml validate "${pulls[@]}"
passes 0 github.yml plan "${pulls[@]}"
[ -s "$dir/summary" ] || fail 'the plan is not in the summary'
passes 0 gitea.yml plan "${pulls[@]}"
same 'the plan was commented on by each' 3 "$(grep -c '^comment --plan plan.md$' "$dir/asked")"

# --- nothing is there yet: drift; then what was planned is applied, and nothing is left
passes 2 gitlab-ci.yml drift
cp "$dir/run/state" "$dir/state"

# --- a fork has no token, and plans from what that job saved
passes 0 gitlab-ci.yml plan-fork "${gitlab[@]}" NETBOX_TOKEN=
says 'planned from what netbox held 0 minutes ago'
passes 0 github.yml plan-fork "${pulls[@]}" NETBOX_TOKEN=
says 'planned from what netbox held 0 minutes ago'
passes 2 gitea.yml drift
passes 0 gitea.yml plan-fork "${pulls[@]}" NETBOX_TOKEN=
says 'planned from what netbox held 0 minutes ago'
passes 0 gitlab-ci.yml plan-merged
cp "$dir/run/plan.json" "$dir/plan.json"
job gitlab-ci.yml apply | grep -qx 'muster reconcile --approved plan.json' || fail 'not the approved plan'
passes 0 github.yml apply
passes 0 gitea.yml apply
for file in gitlab-ci.yml github.yml gitea.yml; do passes 0 "$file" drift; done

# --- discover goes to the branch of its site
for file in gitlab-ci.yml github.yml gitea.yml; do
  passes 0 "$file" discover "${gitlab[@]}"
  says 'berlin'
done
same 'a merge request was asked for by each' 3 "$(grep -c -- '--site berlin --open-mr$' "$dir/asked")"
echo "templates: 1 passed, 0 failed"
