#include "core/ptrace/kernel_filter.hpp"

#include <seccomp.h>
#include <sys/prctl.h>

#include <cerrno>
#include <memory>
#include <string>

namespace spyglass {

namespace {

using Context = std::unique_ptr<void, decltype(&seccomp_release)>;

tl::unexpected<Error> refused(int negative_errno) {
  return fail_errno("libseccomp cannot make the filter", -negative_errno);
}

/// The filter of one table of numbers. libseccomp names a call by its native number, or by one of
/// its own where the native table lacks it, and translates.
Result<Context> filter_of(const KernelFilter::CallsOfAbi& wanted) {
  Context context(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release);
  if (!context) return fail("libseccomp cannot begin a filter");
  // Tables of numbers that we know nothing of are nobody's business here.
  seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW);
  seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a tree, not a chain
  const std::uint32_t arch = abi(wanted.abi).seccomp_arch;
  const bool native = arch == seccomp_arch_native();
  if (!native) {
    seccomp_arch_remove(context.get(), SCMP_ARCH_NATIVE);
    if (const int done = seccomp_arch_add(context.get(), arch); done != 0) return refused(done);
  }
  for (const KernelFilter::Call& call : wanted.calls) {
    const int number = native ? static_cast<int>(call.number)
                              : seccomp_syscall_resolve_name(std::string(call.name).c_str());
    const int done = number == __NR_SCMP_ERROR
                         ? -EINVAL
                         : seccomp_rule_add(context.get(), SCMP_ACT_TRACE(0), number, 0);
    if (done != 0) return refused(done);
  }
  return context;
}

}  // namespace

Result<KernelFilter> KernelFilter::stopping_at(const std::vector<CallsOfAbi>& all) {
  Context whole(nullptr, &seccomp_release);
  for (const CallsOfAbi& one : all) {
    auto part = filter_of(one);
    if (!part) return tl::make_unexpected(part.error());
    if (!whole) {
      whole = std::move(*part);
      continue;
    }
    if (const int done = seccomp_merge(whole.get(), part->get()); done != 0) return refused(done);
    (void)part->release();  // merged: it belongs to the whole now
  }
  if (!whole) return fail("a filter needs the calls of one ABI at least");
  auto program = FilterProgram::of(whole.get());
  if (!program) return tl::make_unexpected(program.error());
  KernelFilter filter;
  filter.program_ = std::move(*program);
  return filter;
}

bool KernelFilter::install() const {
  if (program_.install()) return true;
  // Without CAP_SYS_ADMIN only for those who give up set-user-ID programs, which a tracer without
  // privileges makes powerless anyway.
  return errno == EACCES && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && program_.install();
}

}  // namespace spyglass
