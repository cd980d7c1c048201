// The denied calls as a filter in the kernel.

#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include "core/sandbox/denied_calls.hpp"

namespace spyglass {

namespace {

using Context = std::unique_ptr<void, decltype(&seccomp_release)>;

tl::unexpected<Error> refused(int negative_errno) {
  return fail_errno("libseccomp cannot make the sandbox's filter", -negative_errno);
}

scmp_arg_cmp comparison(const WordTest& test) {
  return SCMP_CMP64(test.word, SCMP_CMP_MASKED_EQ, compared_bits(test.kind), test.value);
}

/// One rule, or one a bit: any of them is enough.
int add_rule(scmp_filter_ctx context, const DeniedCall& denied, int number) {
  const std::uint32_t action = SCMP_ACT_ERRNO(static_cast<std::uint16_t>(denied.error));
  std::vector<scmp_arg_cmp> tests;
  if (denied.also) tests.push_back(comparison(*denied.also));
  const auto add = [&] {
    return seccomp_rule_add_array(context, action, number, static_cast<unsigned>(tests.size()),
                                  tests.data());
  };
  if (!denied.when) return add();
  if (denied.when->kind != WordTest::Kind::has_any_bit) {
    tests.push_back(comparison(*denied.when));
    return add();
  }
  for (std::uint64_t rest = denied.when->value; rest != 0; rest &= rest - 1) {
    const std::uint64_t bit = rest & -rest;
    tests = {SCMP_CMP64(denied.when->word, SCMP_CMP_MASKED_EQ, bit, bit)};
    if (const int done = add(); done != 0) return done;
  }
  return 0;
}

/// The other tables of numbers that programs on this machine can call by.
void add_further_tables(scmp_filter_ctx context) {
  if (seccomp_arch_native() != SCMP_ARCH_X86_64) return;
  seccomp_arch_add(context, SCMP_ARCH_X86);
  seccomp_arch_add(context, SCMP_ARCH_X32);
}

}  // namespace

Result<FilterProgram> filter_of_denied_calls(LayerSet held) {
  const Context context(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release);
  if (!context) return fail("libseccomp cannot begin a filter");
  // A table that we know nothing of is a way around all this.
  seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS));
  seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a tree, not a chain
  add_further_tables(context.get());
  for (const DeniedCall& denied : denied_calls()) {
    if (!applies(denied, held)) continue;
    const int number = seccomp_syscall_resolve_name(std::string(denied.name).c_str());
    if (number == __NR_SCMP_ERROR) continue;  // newer than the library, and so not in any table
    if (const int done = add_rule(context.get(), denied, number); done != 0) return refused(done);
  }
  return FilterProgram::of(context.get());
}

bool filters_available() {
  std::uint32_t action = SECCOMP_RET_ERRNO;
  return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

}  // namespace spyglass
