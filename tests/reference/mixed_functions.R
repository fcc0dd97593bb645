# A mixed model by its definition, with full matrices: slow, and nothing in common with the sums by pattern.
# Covariances in the parameters that SAS prints; their derivatives by numDeriv.

matrix_of <- function(code, theta, k) {
  lag <- abs(outer(seq_len(k), seq_len(k), "-"))
  wide <- function(r) { s <- sqrt(theta[seq_len(k)]); outer(s, s) * r }
  rho <- theta[-seq_len(k)]
  switch(code,
    us = { m <- matrix(0, k, k); m[upper.tri(m, TRUE)] <- theta; m[lower.tri(m)] <- t(m)[lower.tri(m)]; m },
    toeph = wide(matrix(c(1, rho)[lag + 1], k)),
    ar1h = wide(rho^lag),
    csh = wide(ifelse(lag == 0, 1, rho)),
    toep = matrix(theta[lag + 1], k),
    ar1 = theta[1] * theta[2]^lag,
    cs = , ri = theta[1] + theta[2] * diag(k))
}

parameters_of <- function(code, m) {
  k <- nrow(m); r <- cov2cor(m)
  switch(code,
    us = m[upper.tri(m, TRUE)], toeph = c(diag(m), r[1, -1]), ar1h = , csh = c(diag(m), r[1, 2]),
    toep = m[1, ], ar1 = c(m[1, 1], r[1, 2]), cs = , ri = c(m[1, 2], m[1, 1] - m[1, 2]))
}

derivatives_of <- function(code, theta, k) {
  f <- function(th) as.vector(matrix_of(code, th, k))
  first <- numDeriv::jacobian(f, theta)
  t <- length(theta)
  if (code %in% c("us", "toep", "cs", "ri")) return(list(first = first, second = NULL))
  second <- array(0, c(k * k, t, t))
  for (e in seq_len(k * k)) second[e, , ] <- numDeriv::hessian(function(th) f(th)[e], theta)
  list(first = first, second = second)
}

# Everything at theta: V, P and their derivatives as full matrices over all values, patient by patient.
dense <- function(code, theta, k, frame, x) {
  y <- frame$value; n <- length(y)
  same <- outer(frame$id, frame$id, "==")
  spread <- function(m) { m <- matrix(m, k); v <- m[frame$time, frame$time]; v[!same] <- 0; v }
  v <- spread(matrix_of(code, theta, k)); d <- derivatives_of(code, theta, k); t <- length(theta)
  vi <- solve(v); phi <- solve(t(x) %*% vi %*% x); p <- vi - vi %*% x %*% phi %*% t(x) %*% vi
  va <- lapply(seq_len(t), function(a) spread(d$first[, a]))
  vab <- function(a, b) if (is.null(d$second)) NULL else spread(d$second[, a, b])
  py <- as.vector(p %*% y); pva <- lapply(va, function(m) p %*% m); vpy <- lapply(va, function(m) as.vector(m %*% py))
  gradient <- sapply(seq_len(t), function(a) sum(diag(pva[[a]])) - sum(py * vpy[[a]]))
  hessian <- expected <- matrix(0, t, t)
  for (a in seq_len(t)) for (b in seq_len(a)) {
    e <- sum(pva[[a]] * t(pva[[b]])); h <- -e + 2 * sum(vpy[[a]] * (p %*% vpy[[b]]))
    m <- vab(a, b)
    if (!is.null(m)) h <- h + sum(p * m) - sum(py * (m %*% py))
    expected[a, b] <- expected[b, a] <- e; hessian[a, b] <- hessian[b, a] <- h
  }
  value <- as.numeric(determinant(v)$modulus) - as.numeric(determinant(phi)$modulus) + sum(y * py) +
    (n - ncol(x)) * log(2 * pi)
  list(theta = theta, value = value, gradient = gradient, hessian = hessian, expected = expected, phi = phi, vi = vi,
    va = va, vab = vab, beta = as.vector(phi %*% t(x) %*% vi %*% y), x = x)
}

polish <- function(code, theta, k, frame, x) {
  for (i in 1:30) {
    at <- dense(code, theta, k, frame, x)
    step <- solve(at$hessian, at$gradient)
    if (sum(step * at$gradient) < 1e-16 * abs(at$value)) return(at)
    theta <- theta - step
  }
  at
}

# Kenward & Roger 1997 and Satterthwaite, as written in the papers.
small_sample <- function(at, linear, information) {
  w <- 2 * solve(if (information == "observed") at$hessian else at$expected)
  t <- length(at$theta); x <- at$x; vx <- at$vi %*% x
  p <- lapply(at$va, function(m) -t(vx) %*% m %*% vx)
  half <- lapply(at$va, function(m) m %*% vx)
  total <- 0 * at$phi
  for (a in seq_len(t)) for (b in seq_len(t)) {
    q <- t(half[[a]]) %*% at$vi %*% half[[b]]
    r <- if (linear || is.null(at$vab(a, b))) 0 else t(vx) %*% at$vab(a, b) %*% vx
    total <- total + w[a, b] * (q - p[[a]] %*% at$phi %*% p[[b]] - r / 4)
  }
  list(covariance = at$phi + 2 * at$phi %*% total %*% at$phi, w = w, p = p, phi = at$phi)
}

satterthwaite <- function(s, l) {
  g <- sapply(s$p, function(m) -as.numeric(l %*% s$phi %*% m %*% s$phi %*% l))
  2 * as.numeric(l %*% s$phi %*% l)^2 / as.numeric(g %*% s$w %*% g)
}

kenward_roger_f <- function(s, l, beta) {
  q <- nrow(l); theta <- t(l) %*% solve(l %*% s$phi %*% t(l)) %*% l; t <- length(s$p)
  one <- sapply(s$p, function(m) sum(diag(theta %*% s$phi %*% m %*% s$phi)))
  a1 <- sum(s$w * outer(one, one)); a2 <- 0
  for (a in seq_len(t)) for (b in seq_len(t))
    a2 <- a2 + s$w[a, b] * sum(diag(theta %*% s$phi %*% s$p[[a]] %*% s$phi %*% theta %*% s$phi %*% s$p[[b]] %*% s$phi))
  b <- (a1 + 6 * a2) / (2 * q); g <- ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2)
  c1 <- g / (3 * q + 2 * (1 - g)); c2 <- (q - g) / (3 * q + 2 * (1 - g)); c3 <- (q + 2 - g) / (3 * q + 2 * (1 - g))
  e <- 1 / (1 - a2 / q); v <- 2 / q * (1 + c1 * b) / ((1 - c2 * b)^2 * (1 - c3 * b))
  df <- 4 + (q + 2) / (q * v / (2 * e^2) - 1); lambda <- df / (e * (df - 2)); d <- l %*% beta
  f <- lambda / q * as.numeric(t(d) %*% solve(l %*% s$covariance %*% t(l)) %*% d)
  list(f = f, df = df, p = pf(f, q, df, lower.tail = FALSE))
}
