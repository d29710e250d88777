options(digits=12); suppressMessages(library(lme4))
for (tol in c(1e-7,1e-10,1e-13)) { gm <- glmer(cbind(incidence, size-incidence) ~ period + (1|herd), cbpp, family=binomial, control=glmerControl(optimizer="bobyqa", tolPwrss=tol, optCtrl=list(rhoend=1e-9)))
cat("\n### glmer cbpp tolPwrss", tol, "\n"); print(coef(summary(gm))); print(as.data.frame(VarCorr(gm))); print(logLik(gm)) }
d <- read.csv("answers.csv"); d$cond <- relevel(factor(d$cond), "plain")
gc <- glmerControl(optimizer="bobyqa", tolPwrss=1e-13, optCtrl=list(rhoend=1e-8, maxfun=1e5))
g2 <- glmer(yes ~ cond + x + (1|person) + (1|item), d, family=binomial, control=gc); cat("\n### glmer answers\n"); print(coef(summary(g2))); print(as.data.frame(VarCorr(g2))); print(logLik(g2))
g3 <- glmer(yes ~ cond + x + (cond|person) + (1|item), d, family=binomial, control=gc); cat("\n### glmer answers slopes\n"); print(coef(summary(g3))); print(as.data.frame(VarCorr(g3))); print(logLik(g3))
