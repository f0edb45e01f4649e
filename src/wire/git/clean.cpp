#include "wire/git/clean.h"

#include <git2.h>

#include "core/text.h"
#include "wire/git/state.h"

namespace muster::git {
namespace {

using FilterHandle = Handle<git_filter_list, git_filter_list_free>;
using AttributesConfigHandle = Handle<git_config, git_config_free>;

class Cleaner {
 public:
  Cleaner(git_repository* repo, const std::optional<ObjectId>& parent) : repo_(repo) {
    check(git_repository_config_snapshot(Out(config_), repo), "cannot read Git's configuration");
    if (!parent) return;
    attributes_.flags = GIT_ATTR_CHECK_INCLUDE_COMMIT;
    attributes_.attr_commit_id = oid_of(*parent);
    filters_.flags = GIT_FILTER_ATTRIBUTES_FROM_COMMIT;
    filters_.attr_commit_id = attributes_.attr_commit_id;
  }

  std::optional<std::string> clean_text(const std::string& path, const std::string& text) {
    refuse_program(path);
    const bool plain =
        text.find('\r') == std::string::npos && text.find("$Id") == std::string::npos;
    if (plain) return std::nullopt;
    FilterHandle filters;
    check(git_filter_list_load_ext(Out(filters), repo_, nullptr, path.c_str(), GIT_FILTER_TO_ODB,
                                   &filters_),
          "cannot tell how Git stores \"" + clean(path) + "\"");
    if (!filters) return std::nullopt;
    git_buf out{};
    check(git_filter_list_apply_to_buffer(&out, filters.get(), text.data(), text.size()),
          "cannot convert \"" + clean(path) + "\"");
    std::string result(out.ptr, out.size);
    git_buf_dispose(&out);
    return result;
  }

 private:
  bool is_configured(const std::string& key) const {
    const char* value = nullptr;
    return git_config_get_string(&value, config_.get(), key.c_str()) == 0 && *value != '\0';
  }

  void refuse_program(const std::string& path) {
    const char* name = nullptr;
    check(git_attr_get_ext(&name, repo_, &attributes_, path.c_str(), "filter"),
          "cannot read the attributes of \"" + clean(path) + "\"");
    if (git_attr_value(name) != GIT_ATTR_VALUE_STRING) return;
    const std::string driver = std::string("filter.") + name;
    if (!is_configured(driver + ".clean") && !is_configured(driver + ".process")) return;
    throw Error("\"" + clean(path) + "\" goes through the Git filter \"" + clean(name) +
                    "\", which muster does not run",
                Exit::invalid)
        .mend("keep host files out of it: put \"hosts/** -filter\" into .gitattributes");
  }

  git_repository* repo_;
  AttributesConfigHandle config_;
  git_attr_options attributes_ = GIT_ATTR_OPTIONS_INIT;
  git_filter_options filters_ = GIT_FILTER_OPTIONS_INIT;
};

}  // namespace

std::vector<std::optional<std::string>> cleaned(git_repository* repo,
                                                const std::optional<ObjectId>& parent,
                                                std::span<const FileChange> changes) {
  Cleaner cleaner(repo, parent);
  std::vector<std::optional<std::string>> texts(changes.size());
  for (size_t i = 0; i < changes.size(); ++i) {
    if (changes[i].text) texts[i] = cleaner.clean_text(changes[i].path, *changes[i].text);
  }
  return texts;
}

}  // namespace muster::git
