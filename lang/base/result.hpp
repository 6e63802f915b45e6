// Result<T>: a value or an Error. Used by store/ and activate/, where failure is ordinary; inside lang/eval an
// EvalError is thrown instead (lang/eval/error.hpp).
#pragma once

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "lang/base/diagnostic.hpp"

namespace hm {

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : v_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
  Result(Error error) : v_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  bool ok() const { return v_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return std::get<0>(v_); }
  const T& value() const& { return std::get<0>(v_); }
  T&& value() && { return std::get<0>(std::move(v_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  Error& error() & { return std::get<1>(v_); }
  const Error& error() const& { return std::get<1>(v_); }
  Error&& error() && { return std::get<1>(std::move(v_)); }

  Result&& context(std::string doing) && {
    if (!ok()) error().context(std::move(doing));
    return std::move(*this);
  }

 private:
  std::variant<T, Error> v_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit by design

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  Error& error() & { return *error_; }
  const Error& error() const& { return *error_; }
  Error&& error() && { return std::move(*error_); }
  void value() const {}

  Result&& context(std::string doing) && {
    if (error_) error_->context(std::move(doing));
    return std::move(*this);
  }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

// Says on purpose that a failure does not matter, and why.
template <class T>
void ignore(Result<T>&&, const char* /*why*/) {}

}  // namespace hm

#define HM_CONCAT_INNER(a, b) a##b
#define HM_CONCAT(a, b) HM_CONCAT_INNER(a, b)

// HM_TRY(auto file, fs.open(path));   binds the value, or returns the error from the enclosing function.
#define HM_TRY(declaration, expression) HM_TRY_IMPL(HM_CONCAT(hm_result_, __COUNTER__), declaration, expression)
#define HM_TRY_IMPL(result, declaration, expression) \
  auto result = (expression);                        \
  if (!result) return std::move(result).error();     \
  declaration = std::move(result).value()

// HM_CHECK(fs.sync(fd));   the same for a Status.
#define HM_CHECK(expression)                                              \
  do {                                                                    \
    auto hm_status = (expression);                                        \
    if (!hm_status) return std::move(hm_status).error();                  \
  } while (false)
