#include "privilege.h"

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace muster {
namespace {

using CapabilitySets = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

std::string failed(const char* what) { return std::string(what) + ": " + std::strerror(errno); }

// Root without CAP_SETUID, as in a container that was given CAP_NET_RAW alone, stays root by name:
// without capabilities and with no_new_privs it has no right of root.
std::string leave_root() {
  constexpr uid_t nobody = 65534;
  if (geteuid() != 0 && getuid() == geteuid()) return "";
  const uid_t user = getuid() == 0 ? nobody : getuid();
  const gid_t group = getuid() == 0 ? nobody : getgid();
  const bool left = setgroups(0, nullptr) == 0 && setresgid(group, group, group) == 0 &&
                    setresuid(user, user, user) == 0;
  const bool bare = getuid() == 0 && errno == EPERM;
  return left || bare ? "" : failed("cannot give up root");
}

std::string leave_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  CapabilitySets none{};
  if (syscall(SYS_capset, &header, none.data()) != 0) return failed("cannot give up capabilities");
  CapabilitySets left{};
  if (syscall(SYS_capget, &header, left.data()) != 0) return failed("cannot read capabilities");
  for (const auto& set : left) {
    if ((set.effective | set.permitted | set.inheritable) != 0) return "capabilities are left";
  }
  return "";
}

}  // namespace

std::string drop_privileges() {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("cannot set no_new_privs");
  std::string trouble = leave_root();
  return trouble.empty() ? leave_capabilities() : trouble;
}

}  // namespace muster
