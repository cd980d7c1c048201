// With sanitizers the heap is theirs.
#ifndef SPYGLASS_SANITIZED

#include <catch2/catch.hpp>

#include <atomic>
#include <cstdlib>
#include <new>

#include "core/open_files.hpp"
#include "tests/bench/usual_calls.hpp"
#include "tests/pure/made_call.hpp"

using namespace spyglass;

namespace {

std::atomic<std::size_t> asked_of_the_heap = 0;

}  // namespace

// All of this program asks here.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++asked_of_the_heap;
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

/// How often a thousand of these calls, decoded and written, ask the heap for memory.
std::size_t asked_by_a_thousand(const bench::UsualCall& call, const Memory& memory) {
  auto sinks = Sinks::open("/dev/null", false, false);
  REQUIRE(sinks);
  bench::LineMaker lines(*sinks);
  // Until the buffer of the lines was full once.
  for (int i = 0; i < 2000; ++i) lines.make(call, memory);
  const std::size_t before = asked_of_the_heap;
  for (int i = 0; i < 1000; ++i) lines.make(call, memory);
  return asked_of_the_heap - before;
}

}  // namespace

TEST_CASE("calls are decoded and written without asking the heap") {
  const bench::UsualCalls usual;
  const BufferMemory memory = usual.memory();
  for (const bench::UsualCall& call : usual.all()) {
    INFO(call.name);
    CHECK(asked_by_a_thousand(call, memory) == 0);
  }
}

TEST_CASE("a call that is not about descriptors is passed by without asking the heap") {
  auto call = std::make_shared<Call>(made_call("read", {0, 0, 0}, 0));
  call->thread = Tid(7);
  call->process = Pid(7);
  Trace::Step entry{.stop = {Tid(7), Pid(7), event::CallEntry{call->raw}, {}}, .call = call};
  Trace::Step exit{.stop = {Tid(7), Pid(7), event::CallExit{0}, {}}, .call = call};
  OpenFiles files;
  files.take(entry);
  files.take(exit);
  const std::size_t before = asked_of_the_heap;
  for (int i = 0; i < 1000; ++i) {
    files.take(entry);
    files.take(exit);
  }
  CHECK(asked_of_the_heap == before);
}

TEST_CASE("what asks the heap is noticed") {
  const std::size_t before = asked_of_the_heap;
  const auto made = std::make_unique<std::string>(100, 'x');
  CHECK(asked_of_the_heap - before == 2);
}

#endif
