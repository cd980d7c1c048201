#include "repl/options/sandbox_options.hpp"

#include <CLI/CLI.hpp>

namespace spyglass {

void declare_sandbox(CLI::App& app, SandboxOptions& options) {
  app.add_flag("--sandbox{on}", options.use,
               "Hold programs in, so that they hurt nothing; =require: only where no layer is "
               "missing; =off: not even those of lessons");
  app.add_option("--without", options.without,
                 "Do without these layers of the sandbox: landlock,seccomp")
      ->type_name("LAYERS")
      ->allow_extra_args(false);
  app.add_option("--limit", options.limits,
                 "Change a limit of the sandbox: memory=2g, time=10m, processes=50, …")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
}

Result<SandboxPolicy> sandbox_policy(const SandboxOptions& options) {
  SandboxPolicy policy;
  if (!options.use.empty()) {
    const auto use = parse_use(options.use);
    if (!use) return tl::make_unexpected(use.error());
    policy.use = *use;
  }
  for (const std::string& names : options.without) {
    const auto layers = parse_layers(names);
    if (!layers) return tl::make_unexpected(layers.error());
    policy.without.add(*layers);
  }
  for (const std::string& limit : options.limits) {
    if (auto set = set_limit(policy.limits, limit); !set) return tl::make_unexpected(set.error());
  }
  return policy;
}

}  // namespace spyglass
