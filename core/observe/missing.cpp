// In place of observer.cpp where there is no clang or bpftool to build it with.

#include "core/observe/observer.hpp"

namespace spyglass::observe {

Result<std::unique_ptr<Observer>> Observer::start(const Options& /*options*/) {
  return fail("this spyglass was built without clang or bpftool, and so without its bpf engine");
}

}  // namespace spyglass::observe
