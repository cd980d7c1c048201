#pragma once

#include "repl/views/output.hpp"

namespace spyglass {

/// Says nothing as long as this is there.
class Muted {
 public:
  Muted(Output& out, bool on) : out_(out), before_(out.muted()) { out_.set_muted(before_ || on); }
  ~Muted() { out_.set_muted(before_); }
  Muted(const Muted&) = delete;
  Muted& operator=(const Muted&) = delete;

 private:
  Output& out_;
  bool before_;
};

/// Sets a flag as long as this is there, and puts back what it was.
class Flag {
 public:
  explicit Flag(bool& flag) : flag_(flag), before_(flag) { flag_ = true; }
  ~Flag() { flag_ = before_; }
  Flag(const Flag&) = delete;
  Flag& operator=(const Flag&) = delete;

 private:
  bool& flag_;
  bool before_;
};

}  // namespace spyglass
