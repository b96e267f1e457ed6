drop function annual_pay, annual_middle;
